"""What is kept of somebody, section by section. Whom else a row names is left out: that is theirs to take along."""

from services.exporting.about_oneself import ABOUT_ONESELF
from services.exporting.asking_and_helping import ASKING_AND_HELPING
from services.exporting.looked_at import LOOKED_AT
from services.exporting.together import TOGETHER

SECTIONS = (*ABOUT_ONESELF, *ASKING_AND_HELPING, *TOGETHER, *LOOKED_AT)
