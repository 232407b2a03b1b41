"""The language server: what an editor shows of a spec while it is typed.

Every module but `server` turns a text into what the protocol has for it, without a server.
`lsprotocol` and `pygls` come with the extra `lsp`.
"""
