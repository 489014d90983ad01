"""Files, documents, spreadsheets, presentations and the calendar of the house's workspace."""
