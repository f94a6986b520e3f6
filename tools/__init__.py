"""What the code is looked over with. Nothing here runs in Minka."""
