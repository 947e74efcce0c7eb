"""the seal of an approval: what only who holds the key can have written"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("publications") as table:
        table.add_column(sa.Column("seal", sa.String(64), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("publications") as table:
        table.drop_column("seal")
