"""the trail of a lineage: rough skin and body parts beside nudity and skin"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("publications") as table:
        for name in ("rough_risen", "parts_risen"):
            table.add_column(sa.Column(name, sa.Double(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("publications") as table:
        table.drop_column("parts_risen")
        table.drop_column("rough_risen")
