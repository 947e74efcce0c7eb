"""the tones of a lineage: ten small steps darken somebody as one large step may not"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

NAMES = {"tone_gain": "1", "tone_gamma": "1", "tone_warmth": "0"}


def upgrade() -> None:
    with op.batch_alter_table("publications") as table:
        for name, none in NAMES.items():
            table.add_column(sa.Column(name, sa.Double(), nullable=False, server_default=none))


def downgrade() -> None:
    with op.batch_alter_table("publications") as table:
        for name in NAMES:
            table.drop_column(name)
