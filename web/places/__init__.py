"""Where something is, said without typing an address: landmarks, a picture to tap on, numbers of a map."""
