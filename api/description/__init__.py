"""How the API describes itself: OpenAPI, made of its routes and shapes by rules that hold for all of them."""
