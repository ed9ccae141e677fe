"""The server beside Streamlit: its routes, the live line, the files that it makes."""
