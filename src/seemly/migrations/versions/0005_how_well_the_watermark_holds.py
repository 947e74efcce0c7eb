"""how well the invisible mark of a publication holds; those before it have none"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    with op.batch_alter_table("publications") as table:
        table.add_column(
            sa.Column("watermark", sa.String(6), nullable=False, server_default="none")
        )


def downgrade() -> None:
    with op.batch_alter_table("publications") as table:
        table.drop_column("watermark")
