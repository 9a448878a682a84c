<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/editMessage/{{apiTokenInstance}}';
$data = [
    'chatId' => '10000000',
    'idMessage' => '1763115112346',
    'message' => 'new text',
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    CURLOPT_POSTFIELDS => json_encode($data),
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
