curl --location '{{apiUrl}}/waInstance{{idInstance}}/sendLocation/{{apiTokenInstance}}' \
--header 'Content-Type: application/json' \
--data '{
    "chatId": "10000000",
    "nameLocation": "Restaurant",
    "address": "12 Example Street",
    "latitude": 55.75,
    "longitude": 37.61
}'
