"""What the code is looked over with, and what makes committed tables. Nothing here runs in Minka."""
