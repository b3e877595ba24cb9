"""Room 1: collect what people say."""
