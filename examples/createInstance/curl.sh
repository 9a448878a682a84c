curl --location '{{apiUrl}}/partner/createInstance/{{partnerToken}}' \
--header 'Content-Type: application/json' \
--data '{
    "name": "shop",
    "delaySendMessagesMilliseconds": 3000
}'
