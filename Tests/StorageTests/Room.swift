// Tests of room Storage.
