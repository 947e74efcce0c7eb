"""Seemly against generators that mean harm: `seemly redteam --generators`."""
