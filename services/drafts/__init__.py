"""What people write down before they have an account: seen by nobody, matched with nothing, gone after a day."""
