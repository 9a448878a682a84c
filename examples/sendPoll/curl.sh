curl --location '{{apiUrl}}/waInstance{{idInstance}}/sendPoll/{{apiTokenInstance}}' \
--header 'Content-Type: application/json' \
--data '{
    "chatId": "10000000",
    "message": "Which colour?",
    "options": [
        "green",
        "blue"
    ]
}'
