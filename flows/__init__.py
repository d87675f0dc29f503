"""What runs, and when: thin Prefect flows around bpforum.pipeline; nothing else imports Prefect."""
