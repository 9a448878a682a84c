curl --location '{{apiUrl}}/waInstance{{idInstance}}/forwardMessages/{{apiTokenInstance}}' \
--header 'Content-Type: application/json' \
--data '{
    "chatId": "10000000",
    "chatIdFrom": "10000000",
    "messages": [
        "1763115112345",
        "1763115112346"
    ]
}'
