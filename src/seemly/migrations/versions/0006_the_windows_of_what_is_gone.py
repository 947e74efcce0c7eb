"""hashes of the parts of what was removed; what was removed before has none"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    with op.batch_alter_table("publications") as table:
        table.add_column(sa.Column("pdq_windows", sa.LargeBinary))


def downgrade() -> None:
    with op.batch_alter_table("publications") as table:
        table.drop_column("pdq_windows")
