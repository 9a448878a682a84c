curl --location '{{apiUrl}}/waInstance{{idInstance}}/sendTyping/{{apiTokenInstance}}' \
--header 'Content-Type: application/json' \
--data '{
    "chatId": "10000000",
    "typingTime": 5000,
    "typingType": "text"
}'
