curl --location '{{apiUrl}}/waInstance{{idInstance}}/readChat/{{apiTokenInstance}}' \
--header 'Content-Type: application/json' \
--data '{
    "chatId": "10000000"
}'
