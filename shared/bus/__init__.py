"""The bus: events and calls between services, over RabbitMQ or inside one process."""
