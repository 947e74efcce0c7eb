"""the hash of what an answer was made from; of those before it that is not known"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    with op.batch_alter_table("publications") as table:
        table.add_column(sa.Column("pdq_source", sa.LargeBinary(32)))


def downgrade() -> None:
    with op.batch_alter_table("publications") as table:
        table.drop_column("pdq_source")
