curl --location '{{apiUrl}}/waInstance{{idInstance}}/sendContact/{{apiTokenInstance}}' \
--header 'Content-Type: application/json' \
--data '{
    "chatId": "10000000",
    "contact": {
        "phoneContact": 79876543210,
        "firstName": "Example",
        "company": "Acme"
    }
}'
