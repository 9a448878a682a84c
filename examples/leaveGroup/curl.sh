curl --location '{{apiUrl}}/waInstance{{idInstance}}/leaveGroup/{{apiTokenInstance}}' \
--header 'Content-Type: application/json' \
--data '{
    "chatId": "-10000000000000"
}'
