<?php

$url = '{{apiUrl}}/waInstance{{idInstance}}/setProfilePicture/{{apiTokenInstance}}';
$data = [
    'file' => new CURLFile('picture.jpg', 'image/jpeg', 'picture.jpg'),
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_POSTFIELDS => $data,
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
