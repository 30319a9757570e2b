"""Studies of hundreds to hundreds of thousands of articles: in batches, on several workers, resumed where they stopped."""
