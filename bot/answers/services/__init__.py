"""Services beside records: where a file stands, appointments and feedback with a receipt."""
