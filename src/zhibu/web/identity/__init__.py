"""Sign-in by the university's own service (统一身份认证): OIDC and CAS.

Neither makes an account: the number they give has to be one of ours. Source: docs/decisions/0008-ways-in.md.
"""
