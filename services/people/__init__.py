"""Who somebody is: profile, contact points, sign-in, devices, blocks."""
