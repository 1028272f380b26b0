// Tests of room Console.
