"""The ways by which a message leaves Minka. Each is a small class behind `base.Channel`."""
