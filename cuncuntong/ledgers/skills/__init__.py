"""The subsidy for a higher skill (技能提升补贴): approved here, paid once out of the unemployment fund."""
