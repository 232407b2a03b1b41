"""How a plan and what is said about it are shown: text, tables, pictures, data."""
