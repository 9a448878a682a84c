curl --location '{{apiUrl}}/waInstance{{idInstance}}/unarchiveChat/{{apiTokenInstance}}' \
--header 'Content-Type: application/json' \
--data '{
    "chatId": "10000000"
}'
