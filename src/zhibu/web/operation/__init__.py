"""What the machine's keepers and their monitors ask (运行): alive, ready, figures. No personal data."""
