"""Scout Mini: plans and answers on the CPU, without a language model."""
