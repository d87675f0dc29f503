"""The words of bpforum: frozen Pydantic models for every boundary. Imports nothing of ours."""
