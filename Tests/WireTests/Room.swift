// Tests of room Wire.
