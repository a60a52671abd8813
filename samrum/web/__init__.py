"""The pages: one door for each kind of reader, on parts that all of them share."""
