<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/leaveGroup/{{apiTokenInstance}}';
$data = [
    'chatId' => '-10000000000000',
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
