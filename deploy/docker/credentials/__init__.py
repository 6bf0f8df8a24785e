"""Every password, key and certificate the containers read: made once at random, one file for each that reads it."""
