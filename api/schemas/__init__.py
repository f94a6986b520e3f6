"""What goes over the wire. Inwards everything is named and bounded, and unknown fields are refused."""
