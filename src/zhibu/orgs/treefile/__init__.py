"""The organisation-tree file (组织树表): reading and checking it. Plain Python, no database."""

from zhibu.orgs.treefile.model import KnownOrganisation, OrganisationRow, TreeParsed
from zhibu.orgs.treefile.parse import parse_tree

__all__ = ["KnownOrganisation", "OrganisationRow", "TreeParsed", "parse_tree"]
