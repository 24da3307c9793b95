"""Publishing briefs to wikis: MediaWiki, DokuWiki, git wikis and Confluence."""
