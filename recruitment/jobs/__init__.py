"""What recruitment does in the background, and the mails and letters it writes."""
