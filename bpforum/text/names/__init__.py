"""What themes are called: phrases that their people use."""
