"""The conversation: Rasa pipeline, rules and thin actions. Reaches the service only through ``api_client``."""
