"""the trail of a lineage: what nudity and fresh skin alone do not tell"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

NAMES = ("bare_over", "coloured_over", "parts_risen")


def upgrade() -> None:
    with op.batch_alter_table("publications") as table:
        for name in NAMES:
            table.add_column(sa.Column(name, sa.Double(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("publications") as table:
        for name in NAMES:
            table.drop_column(name)
