"""The outbox: what is to happen outside a transaction is written inside it, and a worker sees to it afterwards."""
