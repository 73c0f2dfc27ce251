"""Routes of those who judge: rankings, listening tests, campaigns."""
